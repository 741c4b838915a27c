/** Names by which residents tell their homes apart. */
const names =
  /老房子|旧房子|老屋|老宅|老家|新房子?|旧房|新家|自住|出租房|租的房子|租房|门面房?|店铺|店面|店里|铺面|铺子|商铺|厂里|单位|爸妈(?:家|那)|父母(?:家|那)|岳父母家?|公婆家?|(?:我|俺)?(?:妈妈?|爸爸?|奶奶|爷爷|姥姥|姥爷|外婆|外公|岳父|岳母|丈母娘|老丈人|婆婆|公公|儿子|女儿|闺女|姐姐?|哥哥?|弟弟?|妹妹?|老人)家/;
const every =
  /(?:两|俩|几|三|所有|全部)(?:处|套|个房子|家|户|个户号)(?:房子?|户号)?(?:都|全|一起|的)|都查|都看|全部(?:户号|房子)|所有(?:户号|房子)/;

/** A home by the resident's own name for it, or `all`. */
export const readHome = (text: string): string | undefined => (every.test(text) ? 'all' : names.exec(text)?.[0]);
