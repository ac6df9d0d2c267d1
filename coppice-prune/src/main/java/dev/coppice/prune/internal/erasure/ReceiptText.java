package dev.coppice.prune.internal.erasure;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** JSON for receipts: the text is signed and handed out as it is, so that nobody needs a canonical form. */
final class ReceiptText {
    private ReceiptText() {}

    static String of(Object value) {
        return of(value, "\n");
    }

    private static String of(Object value, String line) {
        return switch (value) {
            case Optional<?> maybe -> maybe.map(inner -> of(inner, line)).orElse("null");
            case Map<?, ?> map ->
                wrapped(
                        map.entrySet().stream()
                                .map(entry ->
                                        quoted(entry.getKey().toString()) + ": " + of(entry.getValue(), line + "  "))
                                .toList(),
                        "{",
                        "}",
                        line);
            case Collection<?> list ->
                wrapped(list.stream().map(item -> of(item, line + "  ")).toList(), "[", "]", line);
            case Number number -> number.toString();
            default -> quoted(value.toString());
        };
    }

    private static String wrapped(Collection<String> items, String open, String close, String line) {
        return items.isEmpty()
                ? open + close
                : items.stream().collect(Collectors.joining("," + line + "  ", open + line + "  ", line + close));
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.chars()
                .forEach(letter -> quoted.append(
                        switch (letter) {
                            case '"' -> "\\\"";
                            case '\\' -> "\\\\";
                            case '\n' -> "\\n";
                            default -> letter < ' ' ? String.format("\\u%04x", letter) : String.valueOf((char) letter);
                        }));
        return quoted.append('"').toString();
    }
}
