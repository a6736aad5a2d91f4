DROP TABLE version_hook_states;
DROP TABLE version_hooks;
