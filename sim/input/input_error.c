#include "sim/input/input_error.h"

#include <stdarg.h>
#include <stdio.h>

void input_error_set(struct input_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    for (char *c = error->text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f) *c = '?';
}
