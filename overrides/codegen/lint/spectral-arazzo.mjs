// The rules for the workflows: Arazzo's own JSON Schema, and spectral's rules for Arazzo.
import { arazzo } from '@stoplight/spectral-rulesets';

export default { extends: [[arazzo, 'all']] };
