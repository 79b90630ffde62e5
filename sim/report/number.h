/*
 * number: figures as people read them. Three significant digits, thousands separated by commas, "-" where
 * there is no value. Nothing depends on the locale.
 *
 * All functions write a terminated string of at most NUMBER_SIZE bytes. Pure, thread safe.
 */
#ifndef KNEEWALL_REPORT_NUMBER_H
#define KNEEWALL_REPORT_NUMBER_H

enum { NUMBER_SIZE = 40 };

/* At least `digits` significant digits, but no digit before the point is rounded away: 0.172, 17.2, 17,234.
 */
void number_plain(double value, int digits, char text[NUMBER_SIZE]);

/* Rounded to `digits` significant digits: 0.172, 17.2, 17,200. */
void number_rounded(double value, int digits, char text[NUMBER_SIZE]);

/* An estimate rounded as its half-width deserves: to three digits, or more if the half-width says so. */
void number_estimate(double value, double halfwidth, char text[NUMBER_SIZE]);

/* A count in a sentence: 17,200 or 1.71 million; three digits, or more if the half-width says so (NAN: no).
 */
void number_count(double value, double halfwidth, char text[NUMBER_SIZE]);

/* A ratio as percent, without the sign: 94, 2.5, 0.012; "<0.001"; more than one half is never rounded to 100.
 */
void number_percent(double ratio, char text[NUMBER_SIZE]);

/* US dollars without the sign: 12.40, 0.10, 0.017. */
void number_money(double usd, char text[NUMBER_SIZE]);

/* Seconds with the unit that suits them: "300 ms", "1.5 s", "20 us". */
void number_time(double seconds, char text[NUMBER_SIZE]);

/* The unit in which a column of times reads best. */
struct number_unit {
    const char *name; /* "us", "ms", "s" */
    double factor;    /* units a second */
};

/* Chosen by the smallest time > 0 of the column; NAN or INFINITY (none) gives ms. */
struct number_unit number_time_unit(double smallest);

#endif
