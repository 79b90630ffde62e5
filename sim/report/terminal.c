#include "sim/report/terminal.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool terminal_has_color(FILE *file)
{
    const char *no = getenv("NO_COLOR");
    return !(no && *no) && isatty(fileno(file));
}

void terminal_size(FILE *file, unsigned *columns, unsigned *rows)
{
    struct winsize size;
    *columns = TERMINAL_WIDTH;
    *rows = 46;
    if (!isatty(fileno(file)) || ioctl(fileno(file), TIOCGWINSZ, &size) != 0) return;
    if (size.ws_col >= 40) *columns = size.ws_col;
    if (size.ws_row >= 20) *rows = size.ws_row;
}

unsigned terminal_width(FILE *file)
{
    enum { NARROWEST = 60, WIDEST = 140 };
    unsigned columns, rows;
    terminal_size(file, &columns, &rows);
    return columns < NARROWEST ? NARROWEST : columns > WIDEST ? WIDEST : columns;
}
