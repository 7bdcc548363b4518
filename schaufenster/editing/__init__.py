"""Tools for editors: new records and clusters, what is taken over, who leaves, the demo."""

from schaufenster.editing.care import care_of, language_for, parts_in_words, reminder
from schaufenster.editing.change_page import (
    Change,
    ChangedPage,
    ChangedRecord,
    Completeness,
    Pair,
    PairKind,
    Side,
    State,
    render_change_page,
)
from schaufenster.editing.columns import map_columns
from schaufenster.editing.demo import TODAY as DEMO_DAY
from schaufenster.editing.demo import by_room, demo_fits, render_demo
from schaufenster.editing.import_calendar import take_calendar
from schaufenster.editing.import_feed import take_feed
from schaufenster.editing.import_members import take_members
from schaufenster.editing.line_suggestions import LineSuggestion, suggestions
from schaufenster.editing.new_cluster import WRITTEN, Answers, proposed_address, repository
from schaufenster.editing.new_record import (
    kind_named,
    proposed_slug,
    question,
    record_files,
    understood,
    usual,
)
from schaufenster.editing.offboard import kind_of, organisation, person, traces
from schaufenster.editing.offboard import plan as offboarding
from schaufenster.editing.office_lists import MOST_BYTES, TableError, form_of, read_table
from schaufenster.editing.owners import CODEOWNERS, Verdict, codeowners, judge, parse_owners
from schaufenster.editing.proposals import alike, names_of
from schaufenster.editing.reference import render_reference
from schaufenster.editing.region_sets import region_files, region_sets
from schaufenster.editing.tidy import tidied_files
from schaufenster.editing.translated import translated_file
from schaufenster.editing.wheel import Wheel, installed_wheel
