/**
 * What Actuator and Micrometer are told of an application's policies, lifecycle and jobs. Loaded only where they are.
 */
@NullMarked
package dev.coppice.spring.internal.actuator;

import org.jspecify.annotations.NullMarked;
