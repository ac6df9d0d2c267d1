package dev.coppice.settings.internal.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.settings.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the merge to a fold over plain maps that copies everything, and the origins to asking fragment by fragment. */
class MergePropertyTest {
    private static final int ROUNDS = 500;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4711})
    void the_merge_is_the_naive_fold(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            var fragments = fragments(random);
            var before = fragments.stream().map(Document::json).toList();
            var merged = Merge.of(fragments);
            Map<String, Object> folded = new LinkedHashMap<>();
            for (var fragment : fragments) {
                folded = override(folded, fragment.asMap());
            }
            assertThat(merged.json())
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(Document.of(folded).json());
            assertThat(fragments.stream().map(Document::json)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 4712})
    void origins_are_where_the_merged_values_stand(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            var fragments = fragments(random);
            var merged = Merge.of(fragments).asMap();
            var expected = new ArrayList<String>();
            leaves("", merged, expected);
            var origins = Origins.of(fragments);
            assertThat(origins.stream().map(Origins.Place::pointer))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(expected);
            for (var origin : origins) {
                var last = IntStream.range(0, fragments.size())
                        .filter(i -> says(fragments.get(i).asMap(), origin.pointer()))
                        .max();
                assertThat(last)
                        .as("%s of seed %d, round %d", origin, seed, round)
                        .hasValue(origin.fragment());
            }
        }
    }

    @SuppressWarnings("unchecked") // maps of JSON have texts for keys
    private static Map<String, Object> override(Map<String, Object> base, Map<String, Object> over) {
        var result = new LinkedHashMap<String, @Nullable Object>(base);
        over.forEach((key, value) -> {
            var merged = value instanceof Map<?, ?> map && base.get(key) instanceof Map<?, ?> under
                    ? override((Map<String, Object>) under, (Map<String, Object>) map)
                    : value;
            result.put(key, merged);
        });
        return result;
    }

    private static void leaves(String pointer, Map<?, ?> object, List<String> found) {
        object.forEach((key, value) -> {
            if (value instanceof Map<?, ?> map && !map.isEmpty()) {
                leaves(pointer + "/" + key, map, found);
            } else {
                found.add(pointer + "/" + key);
            }
        });
    }

    private static boolean says(Map<?, ?> object, String pointer) {
        Object place = object;
        for (var key : pointer.substring(1).split("/", -1)) {
            if (!(place instanceof Map<?, ?> map) || !map.containsKey(key)) {
                return false;
            }
            place = map.get(key);
        }
        return true;
    }

    private static List<Document> fragments(Random random) {
        return IntStream.range(0, random.nextInt(6))
                .mapToObj(i -> Document.of(object(random, 0)))
                .toList();
    }

    private static Map<String, Object> object(Random random, int depth) {
        var object = new LinkedHashMap<String, @Nullable Object>();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.put("k" + random.nextInt(4), value(random, depth));
        }
        return object;
    }

    private static @Nullable Object value(Random random, int depth) {
        return switch (random.nextInt(depth < 4 ? 8 : 4)) {
            case 0 -> null;
            case 1 -> random.nextInt(10);
            case 2 -> "text" + random.nextInt(10);
            case 3 -> List.of(random.nextInt(10), Map.of("k0", random.nextInt(10)));
            default -> object(random, depth + 1);
        };
    }
}
