// What the generated endpoints of RTK Query send with. Without `paramsSerializer` the parcels come as one
// value with commas, which is not JSON.
import { createApi, fetchBaseQuery } from "@reduxjs/toolkit/query";
import { guid, url } from "./order.js";

function repeated(query: Record<string, unknown>): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined);
  return new URLSearchParams(
    entries.flatMap(([name, value]) => [value].flat().map((item): [string, string] => [name, String(item)])),
  ).toString();
}

export const base = createApi({
  baseQuery: fetchBaseQuery({ baseUrl: url, headers: { merchantGUID: guid }, paramsSerializer: repeated }),
  endpoints: () => ({}),
});
