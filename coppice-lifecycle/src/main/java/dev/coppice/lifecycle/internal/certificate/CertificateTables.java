package dev.coppice.lifecycle.internal.certificate;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.BLOB;
import static org.jooq.impl.SQLDataType.CLOB;
import static org.jooq.impl.SQLDataType.INTEGER;
import static org.jooq.impl.SQLDataType.TIMESTAMPWITHTIMEZONE;

import java.time.OffsetDateTime;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The tables of certificates, later looks and tombstones. */
final class CertificateTables {
    static final Table<Record> CERTIFICATE = table(name("coppice", "certificate"));
    static final Table<Record> PROBE = table(name("coppice", "certificate_probe"));
    static final Table<Record> TOMBSTONE = table(name("coppice", "tombstone"));

    static final Field<Long> ID = field(name("id"), BIGINT);
    static final Field<Long> OPERATION_ID = field(name("operation_id"), BIGINT);
    static final Field<String> KIND = field(name("kind"), CLOB);
    static final Field<String> RESOURCE_ID = field(name("resource_id"), CLOB);
    static final Field<String> BODY = field(name("body"), CLOB);
    static final Field<String> SHA256 = field(name("sha256"), CLOB);
    static final Field<String> PREVIOUS_SHA256 = field(name("previous_sha256"), CLOB);
    static final Field<String> KEY_ID = field(name("key_id"), CLOB);
    static final Field<byte[]> SIGNATURE = field(name("signature"), BLOB);
    static final Field<OffsetDateTime> ISSUED_AT = field(name("issued_at"), TIMESTAMPWITHTIMEZONE);
    static final Field<OffsetDateTime> REVOKED_AT = field(name("revoked_at"), TIMESTAMPWITHTIMEZONE);
    static final Field<String> REVOKED_REASON = field(name("revoked_reason"), CLOB);

    static final Field<Long> CERTIFICATE_ID = field(name("certificate_id"), BIGINT);
    static final Field<Integer> ORDINAL = field(name("ordinal"), INTEGER);
    static final Field<OffsetDateTime> DUE_AT = field(name("due_at"), TIMESTAMPWITHTIMEZONE);
    static final Field<Integer> ATTEMPTS = field(name("attempts"), INTEGER);
    static final Field<String> OUTCOME = field(name("outcome"), CLOB);
    static final Field<OffsetDateTime> PROBED_AT = field(name("probed_at"), TIMESTAMPWITHTIMEZONE);

    static final Field<OffsetDateTime> BURIED_AT = field(name("buried_at"), TIMESTAMPWITHTIMEZONE);
    static final Field<OffsetDateTime> LIFTED_AT = field(name("lifted_at"), TIMESTAMPWITHTIMEZONE);
    static final Field<OffsetDateTime> STORED_AT = field(name("stored_at"), TIMESTAMPWITHTIMEZONE);

    static final Field<OffsetDateTime> CLOCK = field("clock_timestamp()", TIMESTAMPWITHTIMEZONE);

    private CertificateTables() {}
}
