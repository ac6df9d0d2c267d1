package dev.coppice.spring;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the application does by itself. A value for any thread.
 *
 * @param enabled whether it runs policies at the times of their schedules, and the sensors of the lifecycle
 */
@ConfigurationProperties(prefix = "coppice.jobs", ignoreUnknownFields = false)
public record JobsProperties(@DefaultValue("false") boolean enabled) {}
