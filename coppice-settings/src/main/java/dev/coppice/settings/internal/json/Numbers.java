package dev.coppice.settings.internal.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ValueNode;

/**
 * Numbers as PostgreSQL keeps them: digits and scale are kept, exponents are written out, so that what was sent equals what is
 * read back. How long a number may be: {@code 1e100000} is eight characters only here.
 */
final class Numbers extends JsonNodeFactory {
    /** The most digits a number may have when it is written out; the greatest double has 309. */
    static final int MAX_DIGITS = 400;

    static final Numbers FACTORY = new Numbers();

    private static final long serialVersionUID = 1L;
    private static final int BITS_OF_INT = 31;
    private static final int BITS_OF_LONG = 63;

    static boolean fits(BigDecimal number) {
        long digits = (long) number.precision() - Math.min(number.scale(), 0);
        return digits <= MAX_DIGITS && number.scale() <= MAX_DIGITS;
    }

    /** A whole number is the same however it was written; one too long stays as it is, to be refused. */
    @Override
    public ValueNode numberNode(BigDecimal number) {
        return number.scale() <= 0 && fits(number) ? whole(number.toBigInteger()) : super.numberNode(number);
    }

    ValueNode whole(BigInteger number) {
        if (number.bitLength() <= BITS_OF_INT) {
            return numberNode(number.intValue());
        }
        return number.bitLength() <= BITS_OF_LONG ? numberNode(number.longValue()) : numberNode(number);
    }
}
