"""What can go wrong by the user's data, each by its own name and with what to do about it."""


class TrainingError(Exception):
    """Base of everything that is reported in one line instead of a traceback."""


class DataMissing(TrainingError):
    """A folder or file of the data is not where it was looked for."""


class TableWrong(TrainingError):
    """The table of films lacks a column, names an unknown label or split."""


class SettingsWrong(TrainingError):
    """Options that do not go together, or name what there is not."""


class FilmUnreadable(TrainingError):
    """A film cannot be decoded."""


class WeightsWrong(TrainingError):
    """A weight file is not what it should be: another architecture, or damaged."""


class CheckpointWrong(TrainingError):
    """A checkpoint belongs to other settings, or is damaged."""
