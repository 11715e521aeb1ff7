"""What of a file is not in what was kept of it: told to the resident, and to the officer who judges it as evidence."""

from enum import StrEnum


class Loss(StrEnum):
    """One way in which what is kept differs from what came."""

    SCALED_DOWN = "scaled_down"
    """Fewer dots than it had."""
    CUT_INTO_PAGES = "cut_into_pages"
    """A long picture became pages that can be read; nothing of it is missing."""
    FIRST_FRAME = "first_frame"
    """It moved, or held several pictures: the first is kept."""
    FIRST_PAGES = "first_pages"
    """It had more pages than are kept."""
    SHORTENED = "shortened"
    """It was longer than is kept: its beginning is there."""
    CUT_OFF = "cut_off"
    """It came without its end; what was there is kept."""
    ENCODED_ANEW = "encoded_anew"
    """Film or sound was decoded and encoded again, so details are coarser than they were."""
    SOUND_MISSING = "sound_missing"
    """It had sound, and none that could be read."""
    OTHER_SOUND_MISSING = "other_sound_missing"
    """Of several sound tracks the first that could be read is kept."""
    PICTURES_MISSING = "pictures_missing"
    """It had moving pictures, and none that could be read: the sound is kept."""
    COLOURS_CHANGED = "colours_changed"
    """More colours than a screen shows, or those of print, became the usual ones."""
    TEXT_MISSING = "text_missing"
    """It had more words than are kept beside its pages; the pages show them."""
