/**
 * JSON in the query, refusals and exact amounts, for a TypeScript client of the order APIs.
 *
 * Copy this file; it needs nothing else. TypeScript 5.4 or newer, any JavaScript engine of ES2022 or newer.
 * Written from spec/ by `make generate`; do not edit.
 */

const PLAIN = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;
const TOKEN = /"(?:[^"\\]|\\.)*"|-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/g;

/** A decimal number with its digits: `new Amount("10.10")`. It is written as a JSON number. */
export class Amount {
  readonly digits: string;

  /** @throws RangeError when the text is not a plain decimal number such as `10.10` or `-3`. */
  constructor(digits: string) {
    if (!PLAIN.test(digits)) {
      throw new RangeError(`got ${JSON.stringify(digits)}; pass plain digits such as "10.10".`);
    }
    this.digits = digits;
  }

  toString(): string {
    return this.digits;
  }

  /** Stops `JSON.stringify`, which would write a string or an object where the contract has a number. */
  toJSON(): never {
    throw new TypeError("JSON.stringify cannot write an exact amount; use queryJson or bodyJson.");
  }
}

/**
 * A generated type as it is written and read here: an amount may stand where it has `number`, and members
 * that it does not name are not taken, also where it is open for more.
 */
export type Exact<T> = T extends number
  ? number extends T
    ? T | Amount
    : T
  : T extends readonly (infer Item)[]
    ? Exact<Item>[]
    : T extends object
      ? { [Name in keyof T as Named<Name>]: Exact<T[Name]> }
      : T;

type Named<Name> = string extends Name ? never : number extends Name ? never : Name;

/**
 * The compact JSON text for a parameter of the query (`orderStatus`, `orderRefund`, one of `parcelsList`).
 * The client percent-encodes it. Name the generated type:
 * `queryJson<OrderRefundDetails>({ OrderId: "GE1GB" })`; without a type nothing is taken.
 *
 * @throws TypeError for a value that JSON cannot carry, such as NaN.
 */
export function queryJson<Model = never>(value: NoInfer<Exact<Model>>): string {
  return written(value);
}

/** The JSON text of a body, with exact amounts. Name the generated type, as for `queryJson`. */
export function bodyJson<Model = never>(value: NoInfer<Exact<Model>>): string {
  return written(value);
}

/** Reads JSON; a number that JavaScript would not write back with the same digits comes as an `Amount`. */
export function readJson<Model>(text: string): Exact<Model> {
  let name = "amount";
  while (text.includes(name)) name += "_";
  const marked = text.replace(TOKEN, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? token : `{"${name}":"${token}"}`,
  );
  return JSON.parse(marked, (_, value: unknown) => {
    const token = isObject(value) ? value[name] : undefined;
    return typeof token === "string" ? new Amount(withoutExponent(token)) : value;
  }) as Exact<Model>;
}

/** The digits of a number or an amount. */
export function digits(value: number | Amount): string {
  return value instanceof Amount ? value.digits : withoutExponent(String(value));
}

/** Why a request was refused. */
export interface Refusal {
  /** The schema that the body has, such as `ErrorInfo`. */
  schema: string;
  code: string | null;
  message: string | null;
  description: string | null;
}

/** What a parsed body says of a refusal, under any HTTP status; null when it is not one. */
export function refusal(body: unknown): Refusal | null {
  if (!isObject(body)) return null;
  const possible = ENVELOPES.filter(({ when }) => holds(when, body));
  // Two of them begin alike; the one that has its texts in the body is meant.
  const envelope =
    possible.find(({ code, message }) => [code, message].some((name) => name !== undefined && name in body)) ??
    possible[0];
  if (envelope === undefined) return null;
  const text = (name: string | undefined): string | null => {
    const value = name === undefined ? undefined : body[name];
    return value === undefined || value === null ? null : String(value);
  };
  return {
    schema: envelope.schema,
    code: text(envelope.code),
    message: text(envelope.message),
    description: text(envelope.description),
  };
}

function written(value: unknown): string {
  if (value instanceof Amount) return value.digits;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError(`JSON cannot carry ${value}.`);
    return withoutExponent(String(value));
  }
  if (Array.isArray(value)) return `[${value.map((item) => written(item ?? null)).join(",")}]`;
  if (!isObject(value) || typeof value["toJSON"] === "function") {
    const text = JSON.stringify(value) as string | undefined;
    if (text === undefined) throw new TypeError(`JSON cannot carry ${typeof value}.`);
    return text;
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${written(member)}`).join(",")}}`;
}

/** The same number in plain digits: `1e-7` is `0.0000001`. */
function withoutExponent(token: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([-+]?[0-9]+))?$/.exec(token) ?? [];
  const point = whole.length + Number(exponent);
  if (Math.abs(point) > 1000) throw new RangeError("A number's exponent is out of range.");
  const all = `${"0".repeat(Math.max(0, 1 - point))}${whole}${fraction}`;
  const at = Math.max(point, 1);
  const padded = all.padEnd(at, "0");
  const front = padded.slice(0, at).replace(/^0+(?=[0-9])/, "");
  const back = padded.slice(at);
  return `${sign}${front}${back === "" ? "" : `.${back}`}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface Envelope {
  readonly schema: string;
  readonly when: Predicate;
  readonly code?: string;
  readonly message?: string;
  readonly description?: string;
}

/** The part of JSON Schema in which the documents say what a refusal is. */
interface Predicate {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Predicate>>;
  readonly anyOf?: readonly Predicate[];
  readonly not?: Predicate;
}

function holds(schema: Predicate, value: unknown): boolean {
  const { type = typeOf(value), pattern, required = [], properties = {} } = schema;
  const members = isObject(value) ? value : {};
  return (
    [type].flat().includes(typeOf(value)) &&
    (schema.const === undefined || schema.const === value) &&
    (pattern === undefined || typeof value !== "string" || new RegExp(pattern, "u").test(value)) &&
    (!isObject(value) || required.every((name) => Object.hasOwn(value, name))) &&
    Object.entries(properties).every(
      ([name, member]) => !Object.hasOwn(members, name) || holds(member, members[name]),
    ) &&
    (schema.anyOf === undefined || schema.anyOf.some((branch) => holds(branch, value))) &&
    (schema.not === undefined || !holds(schema.not, value))
  );
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

const ENVELOPES: readonly Envelope[] = [
  {
    "schema": "ErrorInfo",
    "when": {
      "type": "object",
      "anyOf": [
        {
          "required": [
            "Code"
          ],
          "properties": {
            "Code": {
              "type": [
                "string",
                "integer"
              ],
              "pattern": "\\S"
            }
          }
        },
        {
          "required": [
            "Error"
          ],
          "properties": {
            "Error": {
              "type": "string",
              "pattern": "\\S"
            }
          }
        }
      ],
      "not": {
        "required": [
          "Success"
        ]
      }
    },
    "code": "Code",
    "message": "Error",
    "description": "Description"
  },
  {
    "schema": "MerchantResponseInfo",
    "when": {
      "type": "object",
      "required": [
        "Success"
      ],
      "properties": {
        "Success": {
          "anyOf": [
            {
              "const": false
            },
            {
              "const": 0
            },
            {
              "type": "string",
              "pattern": "^\\s*([Ff][Aa][Ll][Ss][Ee]|0)\\s*$"
            }
          ]
        }
      }
    },
    "code": "ErrorCode",
    "message": "Message",
    "description": "Description"
  },
  {
    "schema": "OrderDocumentsResponse",
    "when": {
      "type": "object",
      "required": [
        "IsSuccess"
      ],
      "properties": {
        "IsSuccess": {
          "anyOf": [
            {
              "const": false
            },
            {
              "const": 0
            },
            {
              "type": "string",
              "pattern": "^\\s*([Ff][Aa][Ll][Ss][Ee]|0)\\s*$"
            }
          ]
        }
      }
    },
    "message": "ErrorText"
  },
  {
    "schema": "ResponseInfo",
    "when": {
      "type": "object",
      "required": [
        "Success"
      ],
      "properties": {
        "Success": {
          "anyOf": [
            {
              "const": false
            },
            {
              "const": 0
            },
            {
              "type": "string",
              "pattern": "^\\s*([Ff][Aa][Ll][Ss][Ee]|0)\\s*$"
            }
          ]
        }
      }
    },
    "message": "Reason"
  }
];
