#include "sim/command/picture_options.h"

enum { KEY_KEEP = 0x180, KEY_SIZE, LEAST_SIDE = 100, MOST_SIDE = 20000 };

static const struct argp_option keys[] = {
    { "keep", KEY_KEEP, NULL, 0, "Leave the gnuplot script and its data beside the picture, as .gp and .csv",
      0 },
    { "size", KEY_SIZE, "WxH", 0, "Size of the picture in pixels", 0 },
    { 0 },
};

static bool is_side(int side)
{
    return side >= LEAST_SIDE && side <= MOST_SIDE;
}

static void set_size(struct plot_options *plot, const char *arg, struct argp_state *state)
{
    int width, height, length = 0;
    if (sscanf(arg, "%5dx%5d%n", &width, &height, &length) != 2 || arg[length] || !is_side(width) ||
        !is_side(height))
        argp_error(state, "--size: found \"%s\", expected WIDTHxHEIGHT from %d to %d, as 900x600", arg,
                   LEAST_SIDE, MOST_SIDE);
    plot->width = (unsigned)width;
    plot->height = (unsigned)height;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct plot_options *plot = state->input;
    switch (key) {
    case KEY_KEEP: plot->keep = true; return 0;
    case KEY_SIZE: set_size(plot, arg, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

const struct argp picture_argp = { .options = keys, .parser = parse };
