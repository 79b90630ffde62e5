#include "sim/report/chart.h"

#include "sim/report/markup.h"

#include <math.h>
#include <string.h>

static const double row_height = 15, label_width = 150;

static double at_x(const struct chart *c, double value)
{
    return c->left + axis_fraction(&c->x, value) * (c->right - c->left);
}

static double at_y(const struct chart *c, double value)
{
    const double f = fmin(1.02, fmax(-0.02, axis_fraction(&c->y, value)));
    return c->bottom - f * (c->bottom - c->top);
}

static bool is_drawn(const struct chart *c, double x, double y)
{
    return isfinite(x) && isfinite(y) && !(c->x.is_log && x <= 0) && !(c->y.is_log && y <= 0);
}

static void color_class(int color, FILE *file)
{
    if (color < 0)
        fputs("quiet", file);
    else
        fprintf(file, "c%d", color % CHART_COLORS);
}

static void draw_axes(const struct chart *c)
{
    double tick[AXIS_TICKS];
    unsigned ticks = axis_ticks(&c->y, 5, tick);
    for (unsigned i = 0; i < ticks; i++) {
        char label[40];
        const double y = at_y(c, tick[i]);
        axis_label(tick[i] * (c->y_percent ? 100 : 1), !c->y_plain, label);
        fprintf(c->file, "<path class=\"grid\" d=\"M%.1f %.1fH%.1f\"/>", c->left, y, c->right);
        fprintf(c->file, "<text x=\"%.1f\" y=\"%.1f\" class=\"tick end\">%s%s</text>\n", c->left - 6, y + 4,
                label, c->y_percent ? " %" : "");
    }
    ticks = axis_ticks(&c->x, 8, tick);
    for (unsigned i = 0; i < ticks; i++) {
        char label[40];
        const double x = at_x(c, tick[i]);
        axis_label(tick[i], true, label);
        fprintf(c->file, "<path class=\"grid\" d=\"M%.1f %.1fV%.1f\"/>", x, c->top, c->bottom);
        if (c->x_label)
            fprintf(c->file, "<text x=\"%.1f\" y=\"%.1f\" class=\"tick middle\">%s</text>\n", x,
                    c->bottom + 16, label);
    }
    fprintf(c->file, "<path class=\"axis\" d=\"M%.1f %.1fV%.1fH%.1f\"/>\n", c->left, c->top, c->bottom,
            c->right);
    if (!c->x_label) return;
    fprintf(c->file, "<text x=\"%.1f\" y=\"%.1f\" class=\"tick middle\">", (c->left + c->right) / 2,
            c->bottom + 34);
    markup_text(c->x_label, c->file);
    fputs("</text>\n", c->file);
}

void chart_begin(struct chart *c, unsigned rows)
{
    c->left = 62;
    c->right = c->width - label_width;
    c->top = 22 + row_height * rows;
    c->bottom = c->height - (c->x_label ? 40 : 8);
    c->labels = c->marks = 0;
    fprintf(c->file, "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"", c->width, c->height);
    markup_text(c->title, c->file);
    fputs("\">\n<text x=\"0\" y=\"13\" class=\"caption\">", c->file);
    markup_text(c->title, c->file);
    fputs("</text>\n", c->file);
    draw_axes(c);
}

void chart_band(struct chart *c, const double *x, const double *low, const double *high, unsigned count,
                int color)
{
    unsigned drawn = 0;
    fputs("<path class=\"band ", c->file);
    color_class(color, c->file);
    fputs("\" d=\"", c->file);
    for (unsigned i = 0; i < count; i++)
        if (is_drawn(c, x[i], high[i]) && is_drawn(c, x[i], low[i]))
            fprintf(c->file, "%c%.1f %.1f", drawn++ ? 'L' : 'M', at_x(c, x[i]), at_y(c, high[i]));
    for (unsigned i = count; i-- > 0;)
        if (is_drawn(c, x[i], high[i]) && is_drawn(c, x[i], low[i]))
            fprintf(c->file, "L%.1f %.1f", at_x(c, x[i]), at_y(c, low[i]));
    fputs(drawn ? "Z\"/>\n" : "\"/>\n", c->file);
}

static void draw_points(struct chart *c, const struct chart_curve *curve)
{
    for (unsigned i = 0; i < curve->count; i++) {
        char text[160] = "";
        if (!is_drawn(c, curve->x[i], curve->y[i])) continue;
        fputs("<g class=\"dot ", c->file);
        color_class(curve->color, c->file);
        fprintf(c->file,
                "\"><circle class=\"hit\" cx=\"%.1f\" cy=\"%.1f\" r=\"9\"/><circle cx=\"%.1f\" cy=\"%.1f\" "
                "r=\"2.5\"/><title>",
                at_x(c, curve->x[i]), at_y(c, curve->y[i]), at_x(c, curve->x[i]), at_y(c, curve->y[i]));
        markup_text(curve->hover(curve->context, i, text), c->file);
        fputs("</title></g>\n", c->file);
    }
}

void chart_line(struct chart *c, const struct chart_curve *curve)
{
    bool pen_down = false;
    int last = -1;
    fprintf(c->file, "<path class=\"line %s", curve->dashed ? "dashed " : "");
    color_class(curve->color, c->file);
    fputs("\" d=\"", c->file);
    for (unsigned i = 0; i < curve->count; i++) {
        const bool drawn = is_drawn(c, curve->x[i], curve->y[i]);
        if (drawn) {
            fprintf(c->file, "%c%.1f %.1f", pen_down ? 'L' : 'M', at_x(c, curve->x[i]), at_y(c, curve->y[i]));
            last = (int)i;
        }
        pen_down = drawn;
    }
    fputs("\"/>\n", c->file);
    if (curve->hover) draw_points(c, curve);
    if (!curve->label || last < 0 || c->labels == CHART_LABELS) return;
    snprintf(c->label[c->labels].text, CHART_LABEL, "%s", curve->label);
    c->label[c->labels].color = curve->color;
    c->label[c->labels++].at = at_y(c, curve->y[last]);
}

void chart_vertical(struct chart *c, double x, double low, double high, int color, bool dashed,
                    const char *label)
{
    if (!is_drawn(c, x, c->y.high) || axis_fraction(&c->x, x) > 1) return;
    const double row = c->top - 6 - row_height * c->marks++, px = at_x(c, x);
    const bool to_left = axis_fraction(&c->x, x) > 0.5;
    if (isfinite(low) && isfinite(high) && low > 0) {
        const double from = at_x(c, fmax(low, c->x.low)), to = at_x(c, fmin(high, c->x.high));
        fputs("<rect class=\"band ", c->file);
        color_class(color, c->file);
        fprintf(c->file, "\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", from, c->top, to - from,
                c->bottom - c->top);
    }
    fprintf(c->file, "<path class=\"line %s", dashed ? "dashed " : "");
    color_class(color, c->file);
    fprintf(c->file, "\" d=\"M%.1f %.1fV%.1f\"/>\n", px, c->bottom, label ? row - 9 : c->top);
    if (!label) return;
    fprintf(c->file, "<text x=\"%.1f\" y=\"%.1f\" class=\"mark %s ", px + (to_left ? -5 : 5), row,
            to_left ? "end" : "");
    color_class(color, c->file);
    fputs("\">", c->file);
    markup_text(label, c->file);
    fputs("</text>\n", c->file);
}

void chart_horizontal(struct chart *c, double y, const char *label)
{
    const double f = axis_fraction(&c->y, y);
    if (!(f >= 0 && f <= 1)) return;
    fprintf(c->file, "<path class=\"line dashed quiet\" d=\"M%.1f %.1fH%.1f\"/>", c->left, at_y(c, y),
            c->right);
    fprintf(c->file, "<text x=\"%.1f\" y=\"%.1f\" class=\"mark quiet\">", c->left + 6, at_y(c, y) - 5);
    markup_text(label, c->file);
    fputs("</text>\n", c->file);
}

void chart_shade(struct chart *c, double x, const char *label)
{
    const double from = at_x(c, x);
    if (!(from < c->right)) return;
    fprintf(c->file, "<rect class=\"shade\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>",
            from, c->top, c->right - from, c->bottom - c->top);
    markup_text(label, c->file);
    fputs("</title></rect>\n", c->file);
}

void chart_end(struct chart *c)
{
    double at[CHART_LABELS];
    for (unsigned i = 0; i < c->labels; i++) at[i] = c->label[i].at;
    axis_spread(at, c->labels, 14, c->top, c->bottom);
    for (unsigned i = 0; i < c->labels; i++) {
        fprintf(c->file, "<text x=\"%.1f\" y=\"%.1f\" class=\"mark ", c->right + 8, at[i] + 4);
        color_class(c->label[i].color, c->file);
        fputs("\">", c->file);
        markup_text(c->label[i].text, c->file);
        fputs("</text>\n", c->file);
    }
    fputs("</svg>\n", c->file);
}
