package dev.coppice.archive.internal.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An object that was read, asked for what it must hold. Names it does not know are left alone. */
public final class JsonObject {
    private final Map<?, ?> members;
    private final String place;

    private JsonObject(Map<?, ?> members, String place) {
        this.members = members;
        this.place = place;
    }

    /** Reads a text that is one object. */
    public static JsonObject parse(String text) {
        return of(JsonParser.parse(text), "it");
    }

    /** A text. */
    public String text(String name) {
        return required(name, String.class);
    }

    /** A text that may be missing. */
    public Optional<String> optionalText(String name) {
        return members.containsKey(name) ? Optional.of(text(name)) : Optional.empty();
    }

    /** A whole number. */
    public long number(String name) {
        return required(name, Long.class);
    }

    /** A yes or no. */
    public boolean bool(String name) {
        return required(name, Boolean.class);
    }

    /** An object. */
    public JsonObject object(String name) {
        return of(members.get(name), place + "." + name);
    }

    /** An object that may be missing. */
    public Optional<JsonObject> optionalObject(String name) {
        return members.containsKey(name) ? Optional.of(object(name)) : Optional.empty();
    }

    /** A list of objects, each read by {@code reader}. */
    public <T> List<T> objects(String name, Function<JsonObject, T> reader) {
        var objects = new ArrayList<T>();
        for (var item : required(name, List.class)) {
            objects.add(reader.apply(of(item, place + "." + name + "[" + objects.size() + "]")));
        }
        return objects;
    }

    /** A list of texts. */
    public List<String> texts(String name) {
        var texts = new ArrayList<String>();
        for (var item : required(name, List.class)) {
            if (!(item instanceof String text)) {
                throw wrong(name);
            }
            texts.add(text);
        }
        return texts;
    }

    /** The names in it. */
    public List<String> names() {
        return members.keySet().stream().map(String::valueOf).toList();
    }

    private <T> T required(String name, Class<T> type) {
        var value = members.get(name);
        if (!type.isInstance(value)) {
            throw wrong(name);
        }
        return type.cast(value);
    }

    private JsonException wrong(String name) {
        return new JsonException(place + " has no usable \"" + name + "\"");
    }

    private static JsonObject of(@Nullable Object value, String place) {
        if (value instanceof Map<?, ?> members) {
            return new JsonObject(members, place);
        }
        throw new JsonException(place + " is not an object");
    }
}
