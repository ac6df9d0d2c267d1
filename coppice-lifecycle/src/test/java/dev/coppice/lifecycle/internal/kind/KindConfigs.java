package dev.coppice.lifecycle.internal.kind;

import dev.coppice.control.CoppiceYaml;
import dev.coppice.lifecycle.KindConfig;
import java.util.List;

/** Kinds from the lines of their declaration. */
public final class KindConfigs {
    private KindConfigs() {}

    public static KindConfig read(String name, String lines) {
        return new CoppiceYaml(List.of(KindConfig.SECTION))
                .parse("coppice.yaml", "kinds:\n  " + name + ":\n" + lines.indent(4))
                .all(KindConfig.SECTION)
                .values()
                .iterator()
                .next();
    }
}
