package dev.coppice.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.slf4j.event.Level;

/**
 * Says that a {@link PostgresTest} logs this event, above what it may log otherwise. Such an event does not fail the test;
 * its absence does.
 */
@Documented
@Repeatable(ExpectedLog.List.class)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface ExpectedLog {
    /** The level of the event. */
    Level value();

    /** A part of its message; empty means any message of this level. */
    String containing() default "";

    /** Several expected events. */
    @Documented
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface List {
        /** The events. */
        ExpectedLog[] value();
    }
}
