// In the 3.0 editions, `x-content-schema` holds a schema, as `contentSchema` does in 3.1: redocly treats it as a schema, and lints it.
export default () => ({
  id: "content-schema",
  typeExtension: {
    oas3: (types) => ({
      ...types,
      Schema: { ...types.Schema, properties: { ...types.Schema.properties, "x-content-schema": "Schema" } },
    }),
  },
});
