package dev.coppice.settings.internal.value;

import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.util.List;

/** The drafts of JSON Schema: as they are, and as a part of a value is read by them. */
final class Drafts {
    /** What a part lacks another may bring. So these say nothing of it, nor do those that decide by what is there. */
    private static final List<String> OF_THE_WHOLE = List.of(
            "required",
            "dependentRequired",
            "dependencies",
            "minProperties",
            "not",
            "if",
            "maxContains",
            "unevaluatedProperties",
            "unevaluatedItems");

    /** The draft of a schema that names none. */
    static final String DEFAULT = Dialects.getDraft202012().getId();

    static final List<Dialect> WHOLE = List.of(
            Dialects.getDraft202012(),
            Dialects.getDraft201909(),
            Dialects.getDraft7(),
            Dialects.getDraft6(),
            Dialects.getDraft4());

    static final List<Dialect> PART = WHOLE.stream().map(Drafts::part).toList();

    private Drafts() {}

    private static Dialect part(Dialect whole) {
        var part = Dialect.builder(whole);
        OF_THE_WHOLE.forEach(keyword -> part.keyword(new NonValidationKeyword(keyword)));
        return part.keyword(new KeywordForPart("const", KeywordType.CONST))
                .keyword(new KeywordForPart("enum", KeywordType.ENUM))
                .keyword(new KeywordForPart(
                        "oneOf", KeywordType.ANY_OF)) // a part may fit several that the whole tells apart
                .build();
    }
}
