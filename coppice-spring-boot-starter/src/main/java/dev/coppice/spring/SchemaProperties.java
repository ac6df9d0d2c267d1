package dev.coppice.spring;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The schema {@code coppice} of the application's database. A value for any thread.
 *
 * @param migrate whether it is created, and brought up to date, when the application starts
 */
@ConfigurationProperties(prefix = "coppice.schema", ignoreUnknownFields = false)
public record SchemaProperties(@DefaultValue("false") boolean migrate) {}
