"""Every list that a 公示_ table can be filled with, listed by hand."""

from macros_py.forms.figure_lists import FIGURE_LISTS
from macros_py.forms.form_list import FormList
from macros_py.forms.register_lists import REGISTER_LISTS
from macros_py.forms.result_lists import RESULT_LISTS

LISTS: tuple[FormList, ...] = (*REGISTER_LISTS, *RESULT_LISTS, *FIGURE_LISTS)
