/* The Universal Scalability Law, X(N) = gamma N/(1 + alpha (N-1) + beta N (N-1)), fitted to measured
 * throughput.
 *
 * N > 0 is concurrency or a number of nodes, X > 0 the throughput. alpha (sigma elsewhere) is contention,
 * beta (kappa) coherency, gamma (lambda) the throughput of one. Both coefficients are constrained to be >= 0,
 * as they are costs. Sources: Gunther, Guerrilla Capacity Planning, 2007; Schwartz, Practical Scalability
 * Analysis, 2015. */
#ifndef MODELS_THEORY_USL_H
#define MODELS_THEORY_USL_H

#include <stdbool.h>
#include <stddef.h>

enum usl_status {
    USL_OK,
    USL_TOO_FEW_POINTS,      /* under USL_POINTS_MIN */
    USL_BAD_POINT,           /* N or X not positive and finite */
    USL_NOT_IDENTIFIED,      /* too few different N, or the points do not determine the curve */
    USL_NEGATIVE_CONTENTION, /* alpha < 0 by more than noise: faster than linear */
    USL_NEGATIVE_COHERENCY,  /* beta < 0 by more than noise, and the fit without it is much worse */
    USL_NO_MEMORY,
};

enum { USL_POINTS_MIN = 6 };

/* A coefficient whose free estimate is negative is fixed at 0, the rest fitted again, and the flag set; its
 * standard error is then 0. peak is INFINITY when beta = 0, peak_throughput then gamma/alpha (INFINITY when
 * alpha = 0 too). A refusal (NEGATIVE_*) still fills in the constrained fit, for a message; other failures
 * leave NANs. */
struct usl {
    double alpha, beta, gamma;
    double alpha_se, beta_se, gamma_se;
    bool alpha_fixed, beta_fixed;
    double peak, peak_se;    /* N_max = sqrt((1-alpha)/beta), at least 1; by the delta method */
    double peak_throughput;  /* X(N_max) */
    double squared_error;    /* sum of squared residuals */
    double freedom;          /* points less fitted coefficients */
    double covariance[3][3]; /* of alpha, beta, gamma */
};

/* Least squares in X, Levenberg-Marquardt. The points may be in any order, and repeat N. */
enum usl_status usl_fit(size_t points, const double population[], const double throughput[], struct usl *fit);

/* The curve itself. */
double usl_throughput(const struct usl *fit, double population);

/* X at a population with the standard error of the curve there, and the interval that a new measurement would
 * fall in with the given confidence (0 < confidence < 1, Student's t). */
struct usl_prediction {
    double throughput, se;
    double low, high;
};
struct usl_prediction usl_predict(const struct usl *fit, double population, double confidence);

/* One sentence for a status, without a full stop; static memory. */
const char *usl_status_text(enum usl_status status);

#endif
