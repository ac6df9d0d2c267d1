package dev.coppice.cli.internal.settings;

import dev.coppice.settings.Rank;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a rank: a number, {@code next} or {@code inherited}. */
final class RankWord implements ITypeConverter<Rank> {
    @Override
    public Rank convert(String word) {
        return switch (word) {
            case "next" -> Rank.next();
            case "inherited" -> Rank.inherited();
            default -> number(word);
        };
    }

    private static Rank number(String word) {
        try {
            return Rank.exactly(Integer.parseInt(word));
        } catch (IllegalArgumentException beyond) {
            throw new TypeConversionException("'" + word + "' is not next, inherited or a whole number from "
                    + Rank.Exactly.LEAST + " to " + Rank.Exactly.GREATEST);
        }
    }
}
