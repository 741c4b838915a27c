import type { z } from 'zod';
import type { BinderSeen, Customer } from '../domain/customers/door.js';
import { maskAddress, maskId, maskMobile, maskName } from '../kernel/mask.js';
import type { BindingOut, CustomerOut } from './contract.js';
import { at } from './fields.js';

/** @param full unmasked; the caller has recorded the view */
export const presentCustomer = (customer: Customer, full = false): z.output<typeof CustomerOut> => {
  const { account, holder, mobile, address, district, property } = customer;
  const shown = full
    ? { holder, mobile, address, masked: false }
    : { holder: maskName(holder), mobile: maskMobile(mobile), address: maskAddress(address), masked: true };
  return { account, district, property, ...shown };
};

export const presentBinding = ({
  id,
  openid,
  kind,
  since,
  until,
  following,
}: BinderSeen): z.output<typeof BindingOut> => ({
  id,
  resident: maskId(openid),
  kind,
  since: since.toISOString(),
  ...at('until', until),
  following,
});
