#include "sim/report/overlay.h"

#include <math.h>
#include <stdbool.h>

void overlay_extend(const struct overlay *overlay, double *load, double *least, double *most)
{
    for (size_t i = 0; overlay && i < overlay->points; i++) {
        const struct overlay_point *p = &overlay->point[i];
        *load = fmax(*load, p->load);
        for (int v = 0; v < OVERLAY_VALUES; v++) {
            if (!(p->value[v] > 0)) continue;
            *least = fmin(*least, p->value[v]);
            *most = fmax(*most, p->value[v]);
        }
    }
}

void overlay_print(const struct overlay *overlay, double scale, const struct axis *y, double slo, FILE *file)
{
    const double line = isfinite(slo) ? axis_fraction(y, slo) : 0, usual = 0.94;
    /* The line's name stands above it. */
    const double at = line > usual - 0.13 && line < usual + 0.04 ? line - 0.06 : usual;
    bool has_mean = false;
    fputs("$measured << END\nload,mean,p50,p95,p99\n", file);
    for (size_t i = 0; overlay && i < overlay->points; i++) {
        const struct overlay_point *p = &overlay->point[i];
        has_mean = has_mean || !isnan(p->value[OVERLAY_MEAN]);
        fprintf(file, "%.9g", p->load * scale);
        for (int v = 0; v < OVERLAY_VALUES; v++)
            if (isnan(p->value[v]))
                fputs(",NaN", file);
            else
                fprintf(file, ",%.9g", p->value[v]);
        fputc('\n', file);
    }
    fprintf(file, "END\nmeasured_label = '%s'\n", has_mean ? "measured (black: the mean)" : "measured");
    fprintf(file, "has_measured = %d\nmeasured_y = %.4f\n", overlay && overlay->points > 0, at);
}
