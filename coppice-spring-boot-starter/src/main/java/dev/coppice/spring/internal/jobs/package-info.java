/**
 * What an application does without being asked: its policies at their times and the sensors of its lifecycle, on db-scheduler.
 * Knows no properties and no Actuator.
 */
@NullMarked
package dev.coppice.spring.internal.jobs;

import org.jspecify.annotations.NullMarked;
