import { oas } from "@stoplight/spectral-rulesets";
export default {
  extends: [oas],
  rules: { "oas3-schema": { ...oas.rules["oas3-schema"], resolved: true } },
};
