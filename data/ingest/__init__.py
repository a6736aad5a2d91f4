"""Reading, checking and loading of election bundles and single files.

Readers (`tables`, `fields`, `header`, `register`, `candidates`, `forms`, `boundaries`) are pure: file in, typed
rows and refusals out. Loaders (`load_*`) write rows inside the caller's transaction. `run` ties both together.
Called by `dashboard.cli.import_commands`; must not commit anything that was refused in part unless told to.
"""
