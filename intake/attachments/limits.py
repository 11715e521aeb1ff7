"""What a file may be, said on the page before anybody chooses one, and what making one safe may cost."""

MOST_FILES = 5
MOST_MEGABYTES = 30
MOST_BYTES = MOST_MEGABYTES << 20
"""All files of one form together."""
MOST_MINUTES = 3
"""Of a film or a sound; what is longer is cut."""
MOST_PAGES = 20
"""Of a PDF or a scan; further pages are left out."""
MOST_DOTS = 130_000_000
"""Of one picture that has to be decoded whole."""
MOST_JPEG_DOTS = 260_000_000
"""Of a JPEG, which can be decoded at a smaller scale: more than the largest that telephones take."""

# What comes out of one file. Nothing that goes in is larger, so what is far over it was made to swell.
MADE_BYTES = 32 << 20
# What may come out of all files of one form, and what the work on them may cost.
FORM_MADE_BYTES = 48 << 20
FORM_CPU_SECONDS = 60.0
FORM_WALL_SECONDS = 150.0

# Of the process that takes one file apart. A telephone's largest picture needs about half of this memory.
MEMORY_BYTES = 2 << 30
CPU_SECONDS = 40.0
"""Before this is used up the child stops in good order and keeps what it has."""
CPU_SECONDS_TO_END = 3
"""What stopping in good order may take: then the system ends the child."""
WALL_SECONDS = 90.0
OPEN_FILES = 32
THREADS = 64
NICENESS = 10
