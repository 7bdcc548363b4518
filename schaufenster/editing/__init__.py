"""Tools for editors: marks of translations, the demo, new clusters, the field reference."""

from schaufenster.editing.demo import TODAY as DEMO_DAY
from schaufenster.editing.demo import by_room, demo_fits, render_demo
from schaufenster.editing.new_cluster import WRITTEN, Answers, proposed_address, repository
from schaufenster.editing.reference import render_reference
from schaufenster.editing.region_sets import region_files, region_sets
from schaufenster.editing.translated import translated_file
from schaufenster.editing.wheel import Wheel, installed_wheel
