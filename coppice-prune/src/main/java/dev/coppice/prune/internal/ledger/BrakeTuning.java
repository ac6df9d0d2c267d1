package dev.coppice.prune.internal.ledger;

import dev.coppice.prune.BrakeName;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** What brakes were retuned to, as the column {@code brake_tuning} has it: {@code replica-lag=30s}. */
final class BrakeTuning {
    private BrakeTuning() {}

    static Map<BrakeName, String> read(String[] stored) {
        var brakes = new EnumMap<BrakeName, String>(BrakeName.class);
        Arrays.stream(stored)
                .map(each -> each.split("=", 2))
                .forEach(parts -> brakes.put(BrakeName.of(parts[0]), parts[1]));
        return brakes;
    }

    static String[] written(Map<BrakeName, String> brakes) {
        return brakes.entrySet().stream()
                .map(each -> each.getKey().word() + "=" + each.getValue())
                .sorted()
                .toArray(String[]::new);
    }
}
