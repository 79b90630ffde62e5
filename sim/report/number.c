/* Rounding goes through the decimal text that printf makes, which is exact, rather than through logarithms.
 */
#include "sim/report/number.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The decimal exponent of a value rounded to `digits` significant digits: 99.96 to three has 2. */
static int exponent_of(double value, int digits)
{
    char text[NUMBER_SIZE];
    snprintf(text, sizeof text, "%.*e", digits - 1, value);
    return atoi(strchr(text, 'e') + 1);
}

/* Copies a fixed-point number, putting commas into its integer part. */
static void separate(const char *digits, char text[NUMBER_SIZE])
{
    size_t sign = *digits == '-', whole = strcspn(digits + sign, "."), at = 0;
    if (sign) text[at++] = '-';
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0) text[at++] = ',';
        text[at++] = digits[sign + i];
    }
    snprintf(text + at, NUMBER_SIZE - at, "%s", digits + sign + whole);
}

/* Beyond 10^15 nobody counts digits. */
static int special(double value, char text[NUMBER_SIZE])
{
    if (isnan(value)) return snprintf(text, NUMBER_SIZE, "-");
    if (isinf(value)) return snprintf(text, NUMBER_SIZE, value > 0 ? "inf" : "-inf");
    if (value == 0) return snprintf(text, NUMBER_SIZE, "0");
    if (fabs(value) >= 1e15 || fabs(value) < 1e-9) return snprintf(text, NUMBER_SIZE, "%.2e", value);
    return 0;
}

/* Zeros behind the point say nothing in a sentence: a bound of 300 ms is not 300.0. */
static void strip_zeros(char *text)
{
    size_t end = strlen(text);
    if (!strchr(text, '.') || strchr(text, 'e')) return;
    while (text[end - 1] == '0') end--;
    if (text[end - 1] == '.') end--;
    text[end] = '\0';
}

void number_plain(double value, int digits, char text[NUMBER_SIZE])
{
    if (special(value, text)) return;
    int decimals = digits - 1 - exponent_of(value, digits);
    char fixed[NUMBER_SIZE];
    snprintf(fixed, sizeof fixed, "%.*f", decimals > 0 ? decimals : 0, value);
    separate(fixed, text);
}

void number_rounded(double value, int digits, char text[NUMBER_SIZE])
{
    if (!isfinite(value)) {
        special(value, text);
        return;
    }
    char scientific[NUMBER_SIZE];
    snprintf(scientific, sizeof scientific, "%.*e", digits - 1, value);
    number_plain(strtod(scientific, NULL), digits, text);
}

static int digits_for(double value, double halfwidth)
{
    if (!(halfwidth > 0) || !isfinite(halfwidth) || !(fabs(value) > 0)) return 3;
    int digits = exponent_of(value, 1) - exponent_of(halfwidth, 1) + 1;
    return digits < 3 ? 3 : digits > 9 ? 9 : digits;
}

void number_estimate(double value, double halfwidth, char text[NUMBER_SIZE])
{
    number_rounded(value, digits_for(value, halfwidth), text);
}

void number_count(double value, double halfwidth, char text[NUMBER_SIZE])
{
    int digits = digits_for(value, halfwidth);
    bool large = isfinite(value) && value >= 999500;
    bool larger = large && value >= 999.5e6;
    char figure[NUMBER_SIZE];
    number_rounded(larger ? value / 1e9 : large ? value / 1e6 : round(value), digits, figure);
    strip_zeros(figure);
    snprintf(text, NUMBER_SIZE, "%.20s%s", figure, larger ? " billion" : large ? " million" : "");
}

void number_percent(double ratio, char text[NUMBER_SIZE])
{
    double percent = 100 * ratio;
    if (!isfinite(percent) || percent == 0)
        special(percent, text);
    else if (fabs(percent) < 0.001)
        snprintf(text, NUMBER_SIZE, "<0.001");
    else if (percent >= 99.5 && percent < 99.95)
        snprintf(text, NUMBER_SIZE, "%.1f", percent);
    else if (percent >= 99.95 && percent < 100)
        snprintf(text, NUMBER_SIZE, ">99.9");
    else {
        number_plain(percent, 2, text);
        strip_zeros(text);
    }
}

void number_money(double usd, char text[NUMBER_SIZE])
{
    if (!isfinite(usd) || usd == 0 || fabs(usd) < 0.1) {
        number_plain(usd, 2, text);
        return;
    }
    char fixed[NUMBER_SIZE];
    snprintf(fixed, sizeof fixed, fabs(usd) < 1000 ? "%.2f" : "%.0f", usd);
    separate(fixed, text);
}

struct number_unit number_time_unit(double smallest)
{
    if (smallest < 1e-4) return (struct number_unit){ "us", 1e6 };
    if (smallest >= 1 && isfinite(smallest)) return (struct number_unit){ "s", 1 };
    return (struct number_unit){ "ms", 1e3 };
}

void number_time(double seconds, char text[NUMBER_SIZE])
{
    struct number_unit unit = number_time_unit(seconds);
    char figure[NUMBER_SIZE];
    if (seconds == 0) unit = (struct number_unit){ "s", 1 };
    number_rounded(seconds * unit.factor, 3, figure);
    strip_zeros(figure);
    snprintf(text, NUMBER_SIZE, "%.24s %s", figure, unit.name);
}
