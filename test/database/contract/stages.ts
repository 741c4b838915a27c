import { Decimal128, Double, Long } from 'bson';
import type { Row } from './contract.js';

/** What a pipeline makes of the documents, by the page of the manual. */
export interface StageCases {
  page: string;
  /** [pipeline, documents] */
  makes: [Row[], Row[]][];
  /** [pipeline, code] */
  refuses?: [Row[], number][];
}

/** The documents that pipelines are asked of. */
export const sales: Row[] = [
  { _id: 1, item: 'a', n: 2, tags: ['x', 'y'], d: { e: 1 } },
  { _id: 2, item: 'b', n: 3, tags: [], d: { e: 2 } },
  { _id: 3, item: 'a', n: 5, d: { e: null } },
];

const grouped = (accumulator: Row): Row[] => [
  { $sort: { _id: 1 } },
  { $group: { _id: '$item', v: accumulator } },
  { $sort: { _id: 1 } },
  { $project: { _id: 0 } },
];

/** Pipelines over `sales`. */
export const pipelines: StageCases[] = [
  {
    page: 'operator/aggregation/match',
    makes: [
      [
        [{ $match: { n: { $gt: 2 } } }, { $sort: { n: -1 } }, { $project: { n: 1 } }],
        [
          { _id: 3, n: 5 },
          { _id: 2, n: 3 },
        ],
      ],
      [
        [{ $sort: { n: -1 } }, { $skip: 1 }, { $limit: 1 }, { $unset: ['tags', 'd.e'] }],
        [{ _id: 2, item: 'b', n: 3, d: {} }],
      ],
      [[{ $sort: { _id: 1 } }, { $limit: 1 }, { $match: { n: 3 } }], []],
    ],
    refuses: [
      [[{ $limit: 0 }], 15958],
      [[{ $skip: -1 }], 15958],
      [[{ $nope: 1 }], 40324],
      [[{ $match: {}, $limit: 1 }], 40323],
      [[{ $match: { $where: 'x' } }], 2],
    ],
  },
  {
    page: 'operator/aggregation/addFields',
    makes: [
      [
        [
          { $match: { _id: 1 } },
          { $addFields: { n: { $add: ['$n', 1] }, 'd.f': '$item', g: { h: 5 } } },
          { $unset: 'tags' },
        ],
        [{ _id: 1, item: 'a', n: 3, d: { e: 1, f: 'a' }, g: { h: 5 } }],
      ],
      [[{ $match: { _id: 2 } }, { $set: { item: '$$REMOVE', tags: '$nothing', d: {} } }], [{ _id: 2, n: 3, d: {} }]],
      [
        [{ $match: { _id: 1 } }, { $set: { 'tags.z': 1 } }, { $project: { tags: 1 } }],
        [{ _id: 1, tags: [{ z: 1 }, { z: 1 }] }],
      ],
    ],
  },
  {
    page: 'operator/aggregation/replaceRoot',
    makes: [
      [[{ $match: { _id: 1 } }, { $replaceRoot: { newRoot: '$d' } }], [{ e: 1 }]],
      [[{ $match: { _id: 1 } }, { $replaceWith: { $mergeObjects: ['$d', { i: '$item' }] } }], [{ e: 1, i: 'a' }]],
    ],
    refuses: [[[{ $replaceWith: '$item' }], 40228]],
  },
  {
    page: 'operator/aggregation/unwind',
    makes: [
      [
        [{ $unwind: '$tags' }, { $project: { tags: 1 } }],
        [
          { _id: 1, tags: 'x' },
          { _id: 1, tags: 'y' },
        ],
      ],
      [
        [
          { $sort: { _id: 1 } },
          { $unwind: { path: '$tags', includeArrayIndex: 'i', preserveNullAndEmptyArrays: true } },
          { $project: { tags: 1, i: 1 } },
        ],
        [
          { _id: 1, tags: 'x', i: Long.ZERO },
          { _id: 1, tags: 'y', i: Long.ONE },
          { _id: 2, i: null },
          { _id: 3, i: null },
        ],
      ],
      [[{ $match: { _id: 1 } }, { $unwind: '$item' }, { $project: { item: 1 } }], [{ _id: 1, item: 'a' }]],
    ],
    refuses: [
      [[{ $unwind: 'tags' }], 28818],
      [[{ $unwind: '$' }], 40352],
      [[{ $unwind: '$tags.' }], 40353],
    ],
  },
  {
    page: 'operator/aggregation/group',
    makes: [
      [grouped({ $sum: '$n' }), [{ v: 7 }, { v: 3 }]],
      [grouped({ $sum: 1 }), [{ v: 2 }, { v: 1 }]],
      [grouped({ $sum: 0.1 }), [{ v: 0.2 }, { v: 0.1 }]],
      [
        grouped({ $sum: Decimal128.fromString('0.10') }),
        [{ v: Decimal128.fromString('0.20') }, { v: Decimal128.fromString('0.10') }],
      ],
      [grouped({ $avg: '$n' }), [{ v: 3.5 }, { v: new Double(3) }]],
      [grouped({ $min: '$d.e' }), [{ v: 1 }, { v: 2 }]],
      [grouped({ $max: '$n' }), [{ v: 5 }, { v: 3 }]],
      [grouped({ $first: '$tags' }), [{ v: ['x', 'y'] }, { v: [] }]],
      [grouped({ $last: '$tags' }), [{ v: null }, { v: [] }]],
      [grouped({ $push: '$tags' }), [{ v: [['x', 'y']] }, { v: [[]] }]],
      [grouped({ $addToSet: '$item' }), [{ v: ['a'] }, { v: ['b'] }]],
      [grouped({ $count: {} }), [{ v: 2 }, { v: 1 }]],
      [grouped({ $mergeObjects: '$d' }), [{ v: { e: null } }, { v: { e: 2 } }]],
      [[{ $group: { _id: null, n: { $sum: '$n' } } }], [{ _id: null, n: 10 }]],
      [[{ $group: { _id: '$nothing', n: { $sum: 'x' } } }], [{ _id: null, n: 0 }]],
      [
        [{ $group: { _id: { i: '$item', t: '$nothing' }, n: { $sum: 1 } } }, { $sort: { n: 1 } }],
        [
          { _id: { i: 'b' }, n: 1 },
          { _id: { i: 'a' }, n: 2 },
        ],
      ],
    ],
    refuses: [
      [[{ $group: { n: { $sum: 1 } } }], 15955],
      [[{ $group: { _id: 1, n: { $nope: 1 } } }], 15952],
      [[{ $group: { _id: 1, n: { $sum: 1, $max: 1 } } }], 40238],
    ],
  },
  {
    page: 'operator/aggregation/count',
    makes: [
      [[{ $match: { item: 'a' } }, { $count: 'n' }], [{ n: 2 }]],
      [[{ $match: { item: 'z' } }, { $count: 'n' }], []],
      [
        [{ $sortByCount: '$item' }],
        [
          { _id: 'a', count: 2 },
          { _id: 'b', count: 1 },
        ],
      ],
    ],
    refuses: [[[{ $count: '$n' }], 40156]],
  },
  {
    page: 'operator/aggregation/facet',
    makes: [
      [
        [{ $facet: { all: [{ $count: 'n' }], one: [{ $match: { _id: 3 } }, { $project: { n: 1 } }] } }],
        [{ all: [{ n: 3 }], one: [{ _id: 3, n: 5 }] }],
      ],
    ],
  },
  {
    page: 'operator/aggregation/lookup',
    makes: [
      [
        [
          { $match: { _id: 2 } },
          { $lookup: { from: 'sales', localField: 'item', foreignField: 'item', as: 'l' } },
          { $project: { 'l._id': 1 } },
        ],
        [{ _id: 2, l: [{ _id: 2 }] }],
      ],
      [
        [
          { $match: { _id: 1 } },
          {
            $lookup: {
              from: 'sales',
              let: { mine: '$n' },
              pipeline: [
                { $match: { $expr: { $gt: ['$n', '$$mine'] } } },
                { $sort: { _id: 1 } },
                { $project: { n: 1 } },
              ],
              as: 'l',
            },
          },
          { $project: { l: 1 } },
        ],
        [
          {
            _id: 1,
            l: [
              { _id: 2, n: 3 },
              { _id: 3, n: 5 },
            ],
          },
        ],
      ],
      [
        [
          { $match: { _id: 1 } },
          { $lookup: { from: 'none', localField: 'a', foreignField: 'b', as: 'l' } },
          { $project: { l: 1 } },
        ],
        [{ _id: 1, l: [] }],
      ],
    ],
    refuses: [[[{ $lookup: { from: 'sales', as: 'l' } }], 9]],
  },
];
