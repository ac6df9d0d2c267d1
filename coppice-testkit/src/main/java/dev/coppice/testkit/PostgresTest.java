package dev.coppice.testkit;

import dev.coppice.testkit.internal.PostgresExtension;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.event.Level;

/**
 * Gives each test of the class a {@link TestDatabase} of its own on a real PostgreSQL that is started once per JVM, and
 * fails a test that leaves something behind.
 *
 * <p>Every connection has an empty {@code search_path} and a session time zone that is not UTC, so that an unqualified
 * name or a forgotten zone fails here and not in production. A parameter of type {@code TestDatabase} is understood in
 * constructors, life-cycle methods and test methods; where a class shares it ({@code @BeforeAll}, one instance per
 * class), it is checked and dropped with the class.
 *
 * <p>After each test: every connection the database handed out is closed, no transaction is open or prepared, no advisory
 * lock is held, and nothing was logged above {@link #maxLog()}. What a failed test left behind is added to its own error
 * as suppressed.
 *
 * <p>PostgreSQL is embedded unless the system property {@code coppice.test.url} or the environment variable
 * {@code COPPICE_TEST_URL} names another server.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PostgresExtension.class)
public @interface PostgresTest {
    /** What a test has to itself. */
    Isolation value() default Isolation.SCHEMA;

    /** The highest level a test may log at; {@code ERROR} allows everything. Single events: {@link ExpectedLog}. */
    Level maxLog() default Level.INFO;

    /** What a test has to itself. */
    enum Isolation {
        /** A schema in a database shared with other tests. */
        SCHEMA,
        /** A whole database: for tests that create schemas of fixed names, roles' grants or publications. */
        DATABASE
    }
}
