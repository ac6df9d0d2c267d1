package dev.coppice.server.internal.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** WCAG AA, computed from the colours of the style sheet. */
class ContrastTest {
    private static final Pattern COLOUR = Pattern.compile("--([a-z-]+): #([0-9a-f]{6});");
    private static final List<String> TEXT = List.of("ink", "soft", "leaf", "amber", "red", "blue");
    private static final List<String> GROUNDS = List.of("ground", "paper", "shade");
    private static final List<String> WASHED = List.of("leaf", "amber", "red", "blue");
    private static final double AA = 4.5;
    private static final double AA_OF_CONTROLS = 3;

    @Test
    void every_text_can_be_read_on_every_ground_in_light_and_in_dark() throws IOException {
        for (var colours : List.of(light(), dark())) {
            for (var text : TEXT) {
                for (var ground : GROUNDS) {
                    assertReadable(colours, text, ground);
                }
            }
            WASHED.forEach(word -> assertReadable(colours, word, word + "-wash"));
            WASHED.forEach(word -> assertReadable(colours, "ink", word + "-wash"));
            assertReadable(colours, "leaf-ink", "leaf");
            assertReadable(colours, "paper", "red");
        }
    }

    @Test
    void the_edges_of_fields_and_the_mark_of_the_focus_can_be_seen() throws IOException {
        for (var colours : List.of(light(), dark())) {
            for (var ground : GROUNDS) {
                assertThat(contrast(colours, "soft", ground)).isGreaterThanOrEqualTo(AA_OF_CONTROLS);
                assertThat(contrast(colours, "leaf", ground)).isGreaterThanOrEqualTo(AA_OF_CONTROLS);
            }
        }
    }

    @Test
    void the_style_sheet_names_its_colours_in_one_place() throws IOException {
        assertThat(sheet().substring(sheet().indexOf("*, *::before"))).doesNotContainPattern("#[0-9a-fA-F]{3,8}\\b");
    }

    private static void assertReadable(Map<String, Integer> colours, String text, String ground) {
        assertThat(contrast(colours, text, ground)).as(text + " on " + ground).isGreaterThanOrEqualTo(AA);
    }

    private static double contrast(Map<String, Integer> colours, String one, String other) {
        double first = luminance(colours, one);
        double second = luminance(colours, other);
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double luminance(Map<String, Integer> colours, String name) {
        int rgb = requireNonNull(colours.get(name), name);
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
    }

    private static double linear(int channel) {
        double share = (channel & 0xff) / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }

    private static Map<String, Integer> light() throws IOException {
        return colours(sheet().substring(0, sheet().indexOf("@media")));
    }

    private static Map<String, Integer> dark() throws IOException {
        var dark = light();
        dark.putAll(colours(sheet().substring(sheet().indexOf("@media"))));
        return dark;
    }

    private static Map<String, Integer> colours(String sheet) {
        var found = new HashMap<String, Integer>();
        COLOUR.matcher(sheet).results().forEach(one -> found.put(one.group(1), Integer.parseInt(one.group(2), 16)));
        return found;
    }

    private static String sheet() throws IOException {
        try (var in = ContrastTest.class.getResourceAsStream("/dev/coppice/server/assets/coppice.css")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
