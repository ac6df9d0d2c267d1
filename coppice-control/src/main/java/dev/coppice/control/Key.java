package dev.coppice.control;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one key of {@code coppice.yaml} on the record component it is bound to. The key is the component's name with
 * dashes; lists, maps and {@link java.util.Optional} may be left out, anything else needs a fallback or is required.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
    /** What the key means, for people: shown by editors. */
    String value();

    /** The key where the component cannot have its name, such as a word of Java; empty for the component's own. */
    String name() default "";

    /** The value of a key that is left out, as it would be written; an empty mapping for a group of defaults. */
    String fallback() default "";
}
