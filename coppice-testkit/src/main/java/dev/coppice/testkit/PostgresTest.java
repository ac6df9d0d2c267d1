package dev.coppice.testkit;

import dev.coppice.testkit.internal.PostgresExtension;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test of the class a {@link TestDatabase} of its own on a real PostgreSQL that is started once per JVM.
 *
 * <p>Every connection has an empty {@code search_path} and a session time zone that is not UTC, so that an unqualified
 * name or a forgotten zone fails here and not in production.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PostgresExtension.class)
public @interface PostgresTest {
    /** What a test has to itself. */
    Isolation value() default Isolation.SCHEMA;

    /** What a test has to itself. */
    enum Isolation {
        /** A schema in a database shared with other tests. */
        SCHEMA,
        /** A whole database: for tests that create schemas of fixed names, roles' grants or publications. */
        DATABASE
    }
}
