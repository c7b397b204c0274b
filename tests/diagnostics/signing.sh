# Sourced by the cases on signatures: a document and keys in $SCRATCH, and $form for --findings.
# shellcheck disable=SC2034  # $form is of who sources this
case " $* " in *" json "*) form=json ;; *) form=text ;; esac

make_document() { # $SCRATCH/in.pdf
    "$GONGWEN" render --no-system-fonts -q -o "$SCRATCH/in.pdf" data/2023-annual-report.yaml
}

make_key() { # NAME [OPTION...]: $SCRATCH/NAME.key and NAME.pem
    key_name=$1
    shift
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$key_name" \
        -days 30 -keyout "$SCRATCH/$key_name.key" -out "$SCRATCH/$key_name.pem" "$@" 2>/dev/null
}

sign() { # IN OUT NAME [OPTION...]
    sign_in=$1
    sign_out=$2
    sign_name=$3
    shift 3
    "$GONGWEN" sign --findings $form "$SCRATCH/$sign_in.pdf" -o "$SCRATCH/$sign_out.pdf" \
        --key "$SCRATCH/$sign_name.key" --cert "$SCRATCH/$sign_name.pem" "$@"
}

signed() { # as sign, for what comes before the finding
    wanted=$form
    form=text
    sign "$@"
    form=$wanted
}
