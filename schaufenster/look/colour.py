from schaufenster.showcase.colour import *
