#include "models/part/memory.h"

#include <math.h>

double memory_hit_ratio(const struct hit_table *table, double bytes)
{
    if (!(bytes > 0) || !table->sizes) return 0;
    if (bytes <= table->smallest) return table->hit[0] * (bytes / table->smallest);
    const double place = log(bytes / table->smallest) / table->ratio_log;
    const uint32_t last = table->sizes - 1;
    if (!(place < last)) return table->hit[last];
    const uint32_t i = (uint32_t)place;
    const double part = place - i;
    return table->hit[i] + part * (table->hit[i + 1] - table->hit[i]);
}
