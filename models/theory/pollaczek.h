/* One queue with general service: Pollaczek-Khinchine, its approximations, and processor sharing.
 *
 * service_time > 0 is the mean, scv = variance/mean^2 >= 0. Conventions as in notation.h. */
#ifndef MODELS_THEORY_POLLACZEK_H
#define MODELS_THEORY_POLLACZEK_H

/* M/G/1 first come first served: mean wait = rho/(1-rho) (1+scv)/2 S, and wait + service. Exact. */
double pollaczek_wait(double arrival_rate, double service_time, double service_scv);
double pollaczek_response(double arrival_rate, double service_time, double service_scv);

/* M/M/1: q-quantile of the response time, -ln(1-q)/(mu - lambda). Exact. */
double pollaczek_mm1_response_quantile(double arrival_rate, double service_rate, double q);

/* M/G/1 processor sharing: mean response time, insensitive to the law of service; a job of size x takes
 * x/(1-rho). Exact (Kleinrock vol. 2, 4.4). */
double pollaczek_ps_response(double arrival_rate, double service_time);
double pollaczek_ps_slowdown(double utilization);

/* GI/M/1 with Erlang-`stages` interarrival times (stages = 0: constant): P(an arrival waits), the root of
 * sigma = A*(mu(1-sigma)). The response time is exponential with rate mu(1-sigma). Also one server behind a
 * round-robin balancer over `stages` servers fed by a Poisson stream. Exact. 0 < lambda < mu, else NAN. */
double pollaczek_gim1_sigma(unsigned stages, double arrival_rate, double service_rate);

/* The same with the gaps between arrivals given by their scv: constant for 0, gamma below 1 (the law above
 * where 1/scv is whole), exponential at 1, two exponentials with balanced means above. */
double pollaczek_gm1_sigma(double arrival_scv, double arrival_rate, double service_rate);

/* G/G/1 mean wait, approximation: (ca2+cs2)/2 rho/(1-rho) S. Kingman 1961; Hopp and Spearman's VUT equation.
 */
double pollaczek_kingman_wait(double arrival_rate, double service_time, double arrival_scv,
                              double service_scv);

/* G/G/m mean wait, approximation: (ca2+cs2)/2 times that of M/M/m. Allen and Cunneen; exact for M/M/m and
 * M/G/1. */
double pollaczek_allen_cunneen_wait(unsigned servers, double arrival_rate, double service_time,
                                    double arrival_scv, double service_scv);

#endif
