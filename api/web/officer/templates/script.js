document.addEventListener("submit",e=>{const f=e.target;if(f.dataset.sent){e.preventDefault()}else{f.dataset.sent=1;setTimeout(()=>{delete f.dataset.sent},8000)}});

// A page that covered itself still holds what was typed on it, and is loaded again by its button only.
const isCovered=()=>document.querySelector("#session [data-when=over]:not([hidden])");
const typed=()=>isCovered()||[...document.querySelectorAll("textarea")].some(t=>t.value!==t.defaultValue);
const gone=()=>{if(typed())dispatchEvent(new Event("session-over"));else location.reload()};

(()=>{const b=document.body,u=b.dataset.live;if(!u)return;let due=false,title=document.title;
const load=async()=>{if(document.hidden){if(!due&&"Notification"in window&&Notification.permission==="granted")new Notification(b.dataset.news,{tag:"news"});due=true;document.title="● "+title;return}due=false;document.title=title;
if(document.querySelector("form[data-sent]")){setTimeout(load,8000);return}
const r=await fetch(location.href);if(r.redirected){gone();return}
if(r.status===404||r.status===410){if(!typed())location.reload();return}
if(!r.ok)return;const d=new DOMParser().parseFromString(await r.text(),"text/html");
for(const e of document.querySelectorAll("[id^=live-]")){const n=d.getElementById(e.id);if(n&&n.innerHTML!==e.innerHTML)e.innerHTML=n.innerHTML}
const v=d.querySelector("input[name=version]");if(v)for(const e of document.querySelectorAll("input[name=version]"))e.value=v.value};
const listen=()=>{const s=new EventSource(u);s.addEventListener("news",load);s.onerror=async()=>{if(s.readyState!==2)return;
try{const r=await fetch(location.href);if(r.redirected){gone();return}}catch{}setTimeout(listen,15000)}};listen();
document.addEventListener("visibilitychange",()=>{if(!document.hidden&&due)load()})})();

document.addEventListener("keydown",e=>{const f=e.target.closest&&e.target.closest("form[data-keys]");if(f&&e.key==="Enter"&&(e.ctrlKey||e.metaKey)){e.preventDefault();f.requestSubmit()}});

(()=>{const f=document.querySelector("form[data-draft]");if(!f)return;let due=0,turn=0;
const keep=async()=>{const mine=++turn;const r=await fetch(f.dataset.draft,{method:"POST",body:new URLSearchParams(new FormData(f))});
if(!r.ok||r.redirected||mine!==turn)return;const h=await r.text(),o=document.getElementById("reading");if(mine===turn&&!o.contains(document.activeElement)&&o.innerHTML!==h)o.innerHTML=h};
f.addEventListener("submit",()=>clearTimeout(due));f.addEventListener("input",()=>{clearTimeout(due);due=setTimeout(keep,400)});
const t=document.querySelector("[data-began]");if(t)setInterval(()=>{const s=Math.max(0,Math.floor(Date.now()/1000)-t.dataset.began);t.textContent=Math.floor(s/60)+":"+String(s%60).padStart(2,"0")},1000)})();

(()=>{const one=async e=>{const r=await fetch(e.dataset.load);if(!r.ok||r.redirected)return;const n=new DOMParser().parseFromString(await r.text(),"text/html").getElementById(e.id);if(n)e.innerHTML=n.innerHTML};
document.querySelectorAll("[data-load]").forEach(one)})();

document.querySelectorAll("[data-print]").forEach(b=>{b.hidden=false;b.onclick=()=>print()});

document.querySelectorAll("select[data-into]").forEach(s=>s.addEventListener("change",()=>{const t=document.getElementById(s.dataset.into);if(s.value&&t&&!t.value.trim()){t.value=s.selectedOptions[0].text;s.value="";t.focus()}}));

document.addEventListener("keydown",e=>{if(e.ctrlKey||e.metaKey||e.altKey||/^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName))return;
if(e.key==="?"){const k=document.getElementById("keys");if(k){k.open=!k.open;if(k.open)k.scrollIntoView()}return}
if(e.key!=="j"&&e.key!=="k")return;const l=[...document.querySelectorAll("[data-keys-list] a")];if(!l.length)return;
const i=l.indexOf(document.activeElement),n=i<0?0:Math.min(l.length-1,Math.max(0,i+(e.key==="j"?1:-1)));l[n].focus();e.preventDefault()});

(()=>{const f=document.querySelector("form[data-push]");if(!f||!("serviceWorker"in navigator)||!("PushManager"in window))return;f.hidden=false;
const raw=b=>{const s=atob(b.replace(/-/g,"+").replace(/_/g,"/")+"=".repeat((4-b.length%4)%4));return Uint8Array.from(s,c=>c.charCodeAt(0))};
const text=b=>btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"");
f.addEventListener("submit",async e=>{if(f.elements.where.value)return;e.preventDefault();e.stopImmediatePropagation();const w=f.querySelector(".wrong");w.hidden=true;
try{if(await Notification.requestPermission()!=="granted")throw 0;const r=await navigator.serviceWorker.register("/officer/service-worker.js",{scope:"/officer/"});await navigator.serviceWorker.ready;
const o=await r.pushManager.getSubscription();if(o)await o.unsubscribe();
const s=await r.pushManager.subscribe({userVisibleOnly:true,applicationServerKey:raw(f.dataset.push)});
f.elements.where.value=s.endpoint;f.elements.p256dh.value=text(s.getKey("p256dh"));f.elements.auth.value=text(s.getKey("auth"));f.requestSubmit()}catch{delete f.dataset.sent;w.hidden=false}},true)})();

for(const f of document.querySelectorAll("form[data-passkey]")){const P=window.PublicKeyCredential;if(!P||!P.parseCreationOptionsFromJSON)continue;f.hidden=false;const c=f.closest("[data-with-script]");if(c)c.hidden=false;for(const w of document.querySelectorAll("[data-without-passkeys]"))w.hidden=true;
f.addEventListener("submit",async e=>{e.preventDefault();e.stopPropagation();const q=JSON.parse(f.dataset.passkey),w=f.querySelector("[role=alert]"),make=f.dataset.verb==="create";
try{const a=await navigator.credentials[f.dataset.verb]({publicKey:make?P.parseCreationOptionsFromJSON(q):P.parseRequestOptionsFromJSON(q)});f.elements.passkey.value=JSON.stringify(a.toJSON());f.submit()}catch{w.hidden=false}})}

(()=>{const t=document.getElementById("clocks");if(!t)return;const units=t.dataset.units.split("|");
setInterval(()=>{for(const e of document.querySelectorAll("[data-ends]")){const left=e.dataset.ends-Date.now()/1000,m=Math.floor(Math.abs(left)/60),[n,u]=m>=2880?[Math.floor(m/1440),2]:m>=120?[Math.floor(m/60),1]:[m,0],
s=t.dataset[e.dataset.clock].split("|")[left>0?0:1].replace("#",units[u].replace("#",n));if(e.textContent!==s)e.textContent=s;if(left<=0)e.className="tag clock-overdue"}},1000)})();

document.addEventListener("keydown",e=>{if(e.key!=="Escape")return;const d=e.target.closest&&e.target.closest("details.more[open],details.filters[open]");if(d){d.open=false;d.querySelector("summary").focus()}});

(()=>{const box=document.getElementById("session");if(!box)return;let at=Date.now(),isOver=false;const soon=(box.dataset.idle-300)*1000,unsaved=new Map();
const show=when=>{if(isOver)return;box.hidden=!when;for(const p of box.querySelectorAll("[data-when]"))p.hidden=p.dataset.when!==when;
if(when==="over"){isOver=true;for(const e of [...box.parentNode.children])if(e!==box)e.remove()}};
const ask=async(url,init)=>{const r=await fetch(url,init);if(r.redirected||r.status===401){show("over");return false}if(r.ok){at=Date.now();show("")}return r.ok};
const save=([step,{url,text,version}])=>ask(url,{method:"POST",body:new URLSearchParams({step,text,version})}).catch(()=>false);
addEventListener("session-over",()=>show("over"));
const [stay,again]=box.querySelectorAll("button");stay.onclick=()=>ask(location.href).catch(()=>{});
again.onclick=async()=>{for(const each of unsaved)if(!await save(each))return;location.reload()};
setInterval(()=>{if(Date.now()-at>soon+300000)show("over");else if(Date.now()-at>soon&&box.hidden)show("soon")},1000);
for(const f of document.querySelectorAll("form[data-step]")){const t=f.querySelector("textarea[name=text]"),step=f.dataset.step,url=f.action.replace(/[^/]+$/,"draft");if(!t||step==="correct")continue;let due=0;
const keep=async()=>{const text=t.value;try{if(await ask(url,{method:"POST",body:new URLSearchParams({step,text,version:f.elements.version.value})})){if(t.value===text)unsaved.delete(step);return}}catch{}if(!isOver)due=setTimeout(keep,5000)};
f.addEventListener("submit",()=>clearTimeout(due));t.addEventListener("input",()=>{unsaved.set(step,{url,text:t.value,version:f.elements.version.value});clearTimeout(due);due=setTimeout(keep,700)})}})();
