/**
 * Coppice inside a Spring Boot application: beans, properties, health, metrics.
 */
@NullMarked
package dev.coppice.spring;

import org.jspecify.annotations.NullMarked;
