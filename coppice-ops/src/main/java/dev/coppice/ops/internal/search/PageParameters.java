package dev.coppice.ops.internal.search;

import dev.coppice.ops.PageRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From the parameters of a request to a page; whatever does not make exactly one is refused. */
public final class PageParameters {
    private static final List<Way> WAYS =
            List.of(new Way("first", "after"), new Way("last", "before"), new Way("limit", "offset"));

    /** A way of paging: how many rows, and from where. */
    private record Way(String size, String place) {}

    private PageParameters() {}

    /** Reads what is given of {@code first, after, last, before, limit, offset}. */
    public static PageRequest read(Function<String, @Nullable String> parameters) {
        var given = given(parameters);
        var ways = WAYS.stream().filter(way -> given.containsKey(way.size())).toList();
        var places = WAYS.stream().filter(way -> given.containsKey(way.place())).toList();
        if (ways.isEmpty()) {
            places.stream().findFirst().ifPresent(way -> {
                throw SearchRefusals.pageWithoutSize(way.place(), way.size());
            });
            return PageRequest.first(PageRequest.DEFAULT_SIZE);
        }
        var way = ways.getFirst();
        if (ways.size() > 1 || !List.of(way).containsAll(places)) {
            throw SearchRefusals.mixedPage(String.join(", ", namesOf(given)) + " were given together.");
        }
        return page(way, given);
    }

    private static PageRequest page(Way way, Map<String, String> given) {
        var size = (int) number(way.size(), given, Integer.MAX_VALUE);
        var place = given.get(way.place());
        if (place == null) {
            return switch (way.size()) {
                case "first" -> PageRequest.first(size);
                case "last" -> PageRequest.last(size);
                default -> PageRequest.limit(size);
            };
        }
        return switch (way.size()) {
            case "first" -> PageRequest.first(size).after(place);
            case "last" -> PageRequest.last(size).before(place);
            default -> PageRequest.limit(size).offset(number(way.place(), given, Long.MAX_VALUE));
        };
    }

    private static Map<String, String> given(Function<String, @Nullable String> parameters) {
        var given = new HashMap<String, String>();
        names().forEach(name -> {
            var value = parameters.apply(name);
            if (value != null) {
                given.put(name, value);
            }
        });
        return given;
    }

    private static List<String> namesOf(Map<String, String> given) {
        return names().filter(given::containsKey).toList();
    }

    private static Stream<String> names() {
        return WAYS.stream().flatMap(way -> Stream.of(way.size(), way.place()));
    }

    private static long number(String parameter, Map<String, String> given, long greatest) {
        try {
            var number = Long.parseLong(given.getOrDefault(parameter, ""));
            if (-greatest <= number && number <= greatest) {
                return number;
            }
        } catch (NumberFormatException notDigits) {
            // Told below; the exception would quote the value.
        }
        throw SearchRefusals.notANumber(parameter);
    }
}
