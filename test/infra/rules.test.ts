// One file, so that one synthesis serves all the rules.
import './rules/signing.ts';
import './rules/permissions.ts';
import './rules/routes.ts';
import './rules/functions.ts';
import './rules/retention.ts';
import './rules/stacks.ts';
import './rules/address.ts';
import './rules/alarms.ts';
import './rules/tooling.ts';
