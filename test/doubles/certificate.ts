/** Certificates made for one test by openssl, each its own authority. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

export interface Certificate {
  readonly key: string;
  /** The certificate, and the authority that has to be known for it to be believed. */
  readonly cert: string;
}

/** Written into `folder`; good for `name` between these days (YYYYMMDD). */
export function makeCertificate(folder: string, name: string, from = "20250101", until = "20910101"): Certificate {
  const authority = ["[ca]", "default_ca=a", "[a]", "database=index", "serial=serial", "new_certs_dir=.", "policy=p"];
  const extensions = ["default_md=sha256", "x509_extensions=e", "[p]", "commonName=supplied"];
  const subject = ["[e]", "basicConstraints=CA:TRUE", `subjectAltName=DNS:${name},IP:127.0.0.1`, ""];
  writeFileSync(join(folder, "ca.cnf"), [...authority, ...extensions, ...subject].join("\n"));
  writeFileSync(join(folder, "index"), "");
  writeFileSync(join(folder, "serial"), "01\n");
  const openssl = (line: string): unknown => execFileSync("openssl", line.split(" "), { cwd: folder, stdio: "ignore" });
  openssl(
    `req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out csr -subj /CN=${name}`,
  );
  openssl(
    "ca -batch -selfsign -notext -config ca.cnf -keyfile key.pem -in csr -out certificate.pem " +
      `-startdate ${from}000000Z -enddate ${until}000000Z`,
  );
  const read = (file: string): string => readFileSync(join(folder, file), "utf8");
  return { key: read("key.pem"), cert: read("certificate.pem") };
}
