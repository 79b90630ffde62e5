/* style: emphasis on a terminal that has colours; empty strings elsewhere. Nothing may depend on it to be
 * understood. */
#ifndef KNEEWALL_REPORT_STYLE_H
#define KNEEWALL_REPORT_STYLE_H

#include <stdbool.h>

struct style {
    const char *strong, *faint, *alarm, *off;
};

static inline struct style style_of(bool color)
{
    return color ? (struct style){ "\033[1m", "\033[2m", "\033[31m", "\033[0m" }
                 : (struct style){ "", "", "", "" };
}

#endif
