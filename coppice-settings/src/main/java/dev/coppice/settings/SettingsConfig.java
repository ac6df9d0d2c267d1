package dev.coppice.settings;

import dev.coppice.control.Checked;
import dev.coppice.control.Key;
import dev.coppice.control.Problems;
import dev.coppice.control.Section;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The section {@code settings}: the scopes of the database. A value for any thread.
 *
 * @param publicRank where public fragments merge unless told otherwise
 * @param scopes the scopes with ids, from the widest to the narrowest; empty for those a new database has
 */
public record SettingsConfig(
        @Key(
                value = "Where public fragments merge unless told otherwise: the greater rank overrides.",
                fallback = "100")
        int publicRank,

        @Key("The scopes that have ids, from the widest to the narrowest; left out, domain (200) and user (300).")
        Optional<List<ScopeConfig>> scopes)
        implements Checked {
    /** The section. */
    public static final Section<SettingsConfig> SECTION =
            Section.single("settings", SettingsConfig.class, "The scopes at which settings may be set.");

    /** The chain that is declared. */
    public ScopeChain chain() {
        return new ScopeChain(
                publicRank,
                scopes.map(list -> list.stream().map(ScopeConfig::type).toList())
                        .orElse(ScopeChain.DEFAULT.types()));
    }

    @Override
    public void check(Problems problems) {
        ScopeConfig.checkRank(publicRank, "public-rank", problems);
        var seen = new HashSet<String>();
        var declared = scopes.orElse(List.of());
        for (int i = 0; i < declared.size(); i++) {
            if (!seen.add(declared.get(i).name())) {
                problems.add("scopes[" + i + "]", "names a type that stands above it already");
            }
        }
    }
}
