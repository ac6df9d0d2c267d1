package dev.coppice.spring;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.settings.Document;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * Makes settings what Spring Boot makes of {@code application.yaml}: classes of the sort that carry
 * {@code @ConfigurationProperties}, with its relaxed names, durations, sizes, enums and default values. For any thread.
 *
 * <p>To Spring {@code fadeTime} and {@code fade-time} are one name; to the merge they are two keys. A setting that has both is
 * refused: otherwise a scope of little rank could override a greater one by another spelling.
 */
public final class SettingsBinder {
    /** The binder has no name for the whole document, so it gets one. */
    private static final String ROOT = "setting";

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

    private SettingsBinder() {}

    /**
     * A setting as a record or bean; keys it does not have are passed over.
     *
     * @throws CoppiceException {@code settings.wrong-shape} when a value does not fit, or two keys are one name to Spring
     */
    public static <T> T bind(Document setting, Class<T> type) {
        var properties = new LinkedHashMap<String, Object>();
        if (!flatten(ROOT, setting.asMap(), properties)) {
            throw wrongShape("Two of its keys are one name to Spring, or a key has a bracket in it.", type);
        }
        try {
            return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate(ROOT, Bindable.of(type));
        } catch (BindException misfit) {
            throw wrongShape(place(misfit), type);
        }
    }

    /** Whether every key is a name of its own. */
    private static boolean flatten(String name, @Nullable Object value, Map<String, Object> into) {
        switch (value) {
            case null -> {}
            case Map<?, ?> map -> {
                var names = new HashSet<String>();
                for (var entry : map.entrySet()) {
                    var key = String.valueOf(entry.getKey());
                    if (key.matches(".*[\\[\\]].*")
                            || !names.add(uniform(key))
                            || !flatten(name + step(key), entry.getValue(), into)) {
                        return false;
                    }
                }
            }
            case Collection<?> list -> {
                int index = 0;
                for (var item : list) {
                    if (!flatten(name + "[" + index++ + "]", item, into)) {
                        return false;
                    }
                }
            }
            default -> into.put(name, value);
        }
        return true;
    }

    private static String step(String key) {
        return PLAIN.matcher(key).matches() ? "." + key : "[" + key + "]";
    }

    private static String uniform(String key) {
        return PLAIN.matcher(key).matches()
                ? key.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT)
                : key;
    }

    private static String place(BindException misfit) {
        var property = misfit.getProperty();
        return property == null
                ? "A value in it does not fit."
                : "Its value " + property.getName().toString().substring(ROOT.length() + 1) + " does not fit.";
    }

    private static CoppiceException wrongShape(String found, Class<?> type) {
        return Fault.of("settings.wrong-shape", Kind.FAILED)
                .refused("The setting was not made a " + type.getSimpleName() + ".")
                .found(found)
                .changed("Nothing was changed.")
                .next("Compare the setting with the fields of " + type.getSimpleName() + ", or give it a JSON Schema.")
                .exception(); // without the cause, whose message has the value in it
    }
}
