package dev.coppice.server.internal.console;

import dev.coppice.server.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A button that acts: it opens a section that says what will happen and asks why. Shown only to those who may. A value for any
 * thread.
 *
 * @param label what the button does
 * @param action where the form goes
 * @param effect what will happen, in sentences
 * @param least the least role that may
 * @param hidden what the form carries along
 * @param fields what it asks beside the reason
 * @param typed what must be typed to confirm; null where nothing is destroyed
 */
public record ActForm(
        String label,
        String action,
        String effect,
        Role least,
        Map<String, String> hidden,
        List<Field> fields,
        @Nullable String typed) {
    /** Copies the collections. */
    public ActForm {
        hidden = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(hidden));
        fields = List.copyOf(fields);
    }

    /**
     * One thing a form asks.
     *
     * @param name its name
     * @param label what a person reads
     * @param type its HTML type, such as {@code text}
     * @param value what stands in it
     * @param required whether it must be filled
     */
    public record Field(String name, String label, String type, String value, boolean required) {
        /** A line of text. */
        public static Field text(String name, String label, String value) {
            return new Field(name, label, "text", value, false);
        }

        /** A box to tick. */
        public static Field box(String name, String label) {
            return new Field(name, label, "checkbox", "true", false);
        }

        /** The same, that must be filled. */
        public Field needed() {
            return new Field(name, label, type, value, true);
        }

        /** Whether it is a box to tick. */
        public boolean ticked() {
            return type.equals("checkbox");
        }
    }

    /** A button for operators. */
    public static ActForm of(String label, String action, String effect) {
        return new ActForm(label, action, effect, Role.OPERATOR, Map.of(), List.of(), null);
    }

    /** The same, for those of a role. */
    public ActForm least(Role role) {
        return new ActForm(label, action, effect, role, hidden, fields, typed);
    }

    /** The same, carrying something along. */
    public ActForm carrying(String name, String value) {
        var more = new LinkedHashMap<>(hidden);
        more.put(name, value);
        return new ActForm(label, action, effect, least, more, fields, typed);
    }

    /** The same, asking for something more. */
    public ActForm asking(Field field) {
        var more = Stream.concat(fields.stream(), Stream.of(field)).toList();
        return new ActForm(label, action, effect, least, hidden, more, typed);
    }

    /** The same, destroying something: its name must be typed. */
    public ActForm destroying(String name) {
        return new ActForm(label, action, effect, least, hidden, fields, name);
    }

    /** Tells it from other acts, and from itself on another state; the same on every node. */
    public String id() {
        return "act-" + digest(List.of(this));
    }

    /** Tells what is offered from what was offered on another state. */
    public static String digest(List<ActForm> acts) {
        return Integer.toHexString(acts.toString().hashCode());
    }

    /** Whether it destroys something. */
    public boolean destroys() {
        return typed != null;
    }
}
